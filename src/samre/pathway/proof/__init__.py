"""The map proved: nobody falls between the chairs, and failures shown as a person."""
