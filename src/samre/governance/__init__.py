"""The map's owners: versions, drafts, proof, change requests, practice runs, approval, agreement."""
