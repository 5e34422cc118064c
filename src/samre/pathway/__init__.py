"""The map as data: loading, three-valued logic, evaluation, explanation, questions, populations, proof, drawing.

Pure: no Django, no database, no clock (`on=` is an argument), no language: it gives ids, the definition has the words.
"""
