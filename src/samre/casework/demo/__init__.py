"""Fictional cases: a demo that can be worked in, and as many more as a measurement needs. Nothing here runs where DEMO is off."""
