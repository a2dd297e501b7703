"""What reads files from outside. No Django here, and nothing that is not needed to read a table.

| what comes            | who parses it      | by                    | where                       |
|-----------------------|--------------------|-----------------------|-----------------------------|
| pasted text           | `text`             | this code             | the process that answers    |
| .csv, .txt, .tsv      | `text`             | this code             | a process of its own        |
| .xlsx                 | `workbook`         | expat, openpyxl       | a process of its own        |
| .docx                 | `document`         | lxml, by python-docx  | a process of its own        |
| pictures, PDF, others | nobody             | kept as they are (`grund.files`) |                  |

`rows` holds the bounds, which each of them keeps while it reads. `archive` opens what is a zip.
`__main__` is the process of its own, which three libraries need, since nobody can prove that they
keep within bounds: it ends when it has used two seconds or too much memory. `grund.grids` is the
door for all who have a table to read.
"""
