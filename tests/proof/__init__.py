"""Independent proof: every number that a document prints is taken from it and worked out anew from the received files.

No module here but the test imports reportgen: documents are read as zip and XML (`docx_numbers`), received files
with calamine (`received`), the plan as plain YAML (`plan_facts`); what counts, is due, is behind or is summed is
worked out from the definitions of the plan and the manual. `claims` says which sentence tells which number.
"""
