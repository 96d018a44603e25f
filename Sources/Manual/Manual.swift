// The manual is the catalog beside this file. It is a module of its own, without code, so that DocC
// builds its pages in seconds, without building the program, and lists no symbols among them.
