"""The map in the forms of others: BPMN, DMN, FHIR, JSON. Only names, lanes and places are ever read back, and only from BPMN."""
