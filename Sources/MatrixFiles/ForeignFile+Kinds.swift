// The kinds of files that are known and not read, each with its way out.

extension ForeignFile {
  // MARK: Python's objects

  static let torch = ForeignFile(
    "a PyTorch file (torch.save): it holds pickled objects, which are never loaded",
    .python(
      "import sys, numpy, torch; x = torch.load(sys.argv[1], map_location='cpu'); "
        + "x = x if isinstance(x, dict) else dict(enumerate([x] if torch.is_tensor(x) else x)); "
        + "numpy.savez(sys.argv[2], **{str(k): v.detach().float().numpy() for k, v in x.items() "
        + "if torch.is_tensor(v)})",
      ending: ".npz"))

  static let torchScript = ForeignFile(
    "a TorchScript model (torch.jit.save): it holds a program, which is never run",
    .python(
      "import sys, numpy, torch; x = torch.jit.load(sys.argv[1], 'cpu').state_dict(); "
        + "numpy.savez(sys.argv[2], **{k: v.float().numpy() for k, v in x.items()})",
      ending: ".npz"))

  static let pickle = ForeignFile(
    "a Python pickle: it holds objects, which are never loaded, for loading may run code in it",
    .python(
      "import sys, pickle, numpy; x = pickle.load(open(sys.argv[1], 'rb')); "
        + "numpy.savez(sys.argv[2], **x) if isinstance(x, dict) else numpy.savez(sys.argv[2], x)",
      ending: ".npz"))

  static let joblib = ForeignFile(
    "packed with zlib, as joblib.dump does with pickled objects, which are never loaded",
    .python(
      "import sys, joblib, numpy; x = joblib.load(sys.argv[1]); "
        + "numpy.savez(sys.argv[2], **x) if isinstance(x, dict) else numpy.savez(sys.argv[2], x)",
      ending: ".npz"))

  static let messagePack = ForeignFile(
    "a MessagePack file, as Flax writes models",
    .python(
      "import sys, numpy, flax; x = flax.traverse_util.flatten_dict(flax.serialization"
        + ".msgpack_restore(open(sys.argv[1], 'rb').read()), sep='.'); numpy.savez(sys.argv[2], **x)",
      ending: ".npz"))

  // MARK: Data

  private static let hdf5Way = Way.python(
    "import sys, h5py, numpy; d = {}; h5py.File(sys.argv[1]).visititems(lambda n, o: "
      + "d.update({n: o[()]}) if isinstance(o, h5py.Dataset) else None); "
      + "numpy.savez(sys.argv[2], **d)",
    ending: ".npz")

  static let hdf5 = ForeignFile("an HDF5 file, as h5py, Keras and netCDF 4 write", hdf5Way)
  static let matlab73 = ForeignFile("a MATLAB 7.3 file, which is HDF5", hdf5Way)

  static let matlab = ForeignFile(
    "a MATLAB file",
    .python(
      "import sys, numpy, scipy.io; numpy.savez(sys.argv[2], **{k: v for k, v in "
        + "scipy.io.loadmat(sys.argv[1]).items() if k[0] != '_'})",
      ending: ".npz"))

  static let netCDF = ForeignFile(
    "a netCDF file",
    .python(
      "import sys, numpy, scipy.io; f = scipy.io.netcdf_file(sys.argv[1], mmap=False); "
        + "numpy.savez(sys.argv[2], **{k: v[:] for k, v in f.variables.items()})",
      ending: ".npz"))

  static let parquet = ForeignFile(
    "a Parquet table",
    .python(
      "import sys, pandas; pandas.read_parquet(sys.argv[1]).to_csv(sys.argv[2], index=False)",
      ending: ".csv"))

  static let feather = ForeignFile(
    "an Arrow table (Feather)",
    .python(
      "import sys, pandas; pandas.read_feather(sys.argv[1]).to_csv(sys.argv[2], index=False)",
      ending: ".csv"))

  static let arrowStream = ForeignFile(
    "a stream of Arrow tables",
    .python(
      "import sys, pyarrow; pyarrow.ipc.open_stream(sys.argv[1]).read_pandas()"
        + ".to_csv(sys.argv[2], index=False)",
      ending: ".csv"))

  static let orc = ForeignFile(
    "an ORC table",
    .python(
      "import sys, pandas; pandas.read_orc(sys.argv[1]).to_csv(sys.argv[2], index=False)",
      ending: ".csv"))

  static let sqlite = ForeignFile(
    "an SQLite database",
    .advice("save the table that holds the numbers: sqlite3 -csv FILE 'SELECT …' > x.csv"))

  static let rds = ForeignFile(
    "an R object (saveRDS)",
    .shell(
      "convert it: Rscript -e 'a <- commandArgs(TRUE); write.csv(readRDS(a[1]), a[2], row.names = FALSE)' "
        + "{in} {out}", ending: ".csv"))

  static let rData = ForeignFile(
    "an R workspace (save)",
    .shell(
      "convert it: Rscript -e 'a <- commandArgs(TRUE); write.csv(get(load(a[1])[1]), a[2], row.names = FALSE)' "
        + "{in} {out}", ending: ".csv"))

  static let spreadsheet = ForeignFile(
    "a spreadsheet (Excel, OpenDocument)",
    .python(
      "import sys, pandas; pandas.read_excel(sys.argv[1], header=None)"
        + ".to_csv(sys.argv[2], index=False, header=False)",
      ending: ".csv"))

  static let numbersText = ForeignFile(
    "the printed text of an array, whose values are rounded and may be left out",
    .advice("save the array itself: numpy.save('x.npy', x), of a tensor x.detach().numpy()"))

  static let rawNumbers = ForeignFile(
    "numbers without a header, or a file of an unknown kind",
    .advice(
      "give raw numbers their shape: numpy.save('x.npy', numpy.fromfile('FILE', 'f4').reshape(ROWS, "
        + "COLUMNS)), f4 being their type"))

  // MARK: Models

  static let gguf = ForeignFile(
    "a GGUF model (llama.cpp)",
    .python(
      "import sys, numpy; from gguf import GGUFReader, dequantize; numpy.savez(sys.argv[2], "
        + "**{t.name: dequantize(t.data, t.tensor_type) for t in GGUFReader(sys.argv[1]).tensors})",
      ending: ".npz"))

  static let ggml = ForeignFile(
    "a GGML model, the form before GGUF",
    .advice("convert it to GGUF with llama.cpp's own scripts, or take the model as .safetensors"))

  static let onnx = ForeignFile(
    "an ONNX model",
    .python(
      "import sys, numpy, onnx; numpy.savez(sys.argv[2], **{t.name: onnx.numpy_helper.to_array(t) "
        + "for t in onnx.load(sys.argv[1]).graph.initializer})",
      ending: ".npz"))

  private static let saveArrays = Way.advice(
    "load it in TensorFlow and save the arrays: numpy.savez('x.npz', name=tensor.numpy())")

  static let tfLite = ForeignFile("a TensorFlow Lite model", saveArrays)
  static let savedModel = ForeignFile("the graph of a TensorFlow SavedModel", saveArrays)
  static let frozenGraph = ForeignFile("a TensorFlow graph (GraphDef)", saveArrays)

  static let tensorFlowCheckpoint = ForeignFile(
    "a part of a TensorFlow checkpoint",
    .advice(
      "convert the whole: python3 -c \"import sys, numpy, tensorflow; r = "
        + "tensorflow.train.load_checkpoint(sys.argv[1]); numpy.savez(sys.argv[2], **{k: "
        + "r.get_tensor(k) for k in r.get_variable_to_shape_map()})\" PREFIX x.npz, PREFIX being the "
        + "name before .index"))

  static let keras = ForeignFile(
    "a Keras model",
    .python(
      "import sys, numpy, keras; m = keras.models.load_model(sys.argv[1], compile=False); "
        + "numpy.savez(sys.argv[2], **{w.path: w.numpy() for w in m.weights})",
      ending: ".npz"))

  static let sentencePiece = ForeignFile(
    "a SentencePiece model, the pieces a tokenizer knows",
    .advice("save the tokens of one text as a JSON list: json.dump(tokenizer.tokenize(text), file)")
  )

  // MARK: Packed files

  static let gzip = packed("gzip", by: "gunzip -c")
  static let bzip2 = packed("bzip2", by: "bunzip2 -c")
  static let xz = packed("xz", by: "unxz -c")
  static let lzma = packed("lzma", by: "unlzma -c")
  static let zstandard = packed("Zstandard", by: "unzstd -c")
  static let lz4 = packed("lz4", by: "unlz4 -c")

  /// - Parameter command: writes what it unpacks to its output.
  private static func packed(_ name: String, by command: String) -> ForeignFile {
    ForeignFile("packed with \(name)", .unpacking(command))
  }

  static let tar = ForeignFile(
    "a tar archive", .shell("unpack it with tar -xf {in} and give one of its files", ending: ""))
  static let sevenZip = ForeignFile("a 7z archive", .advice("unpack it and give a file in it"))
  static let rar = ForeignFile("a RAR archive", .advice("unpack it and give a file in it"))

  // MARK: What came instead of the file

  // Names are looked for in all of the repository; a path would have to begin at its root.
  static let gitLFS = ForeignFile(
    "a Git LFS pointer: it says where the file is and holds none of its numbers",
    .shell(
      "fetch it with git lfs pull --include={name}, or download the file from its page", ending: "")
  )

  static let gitAnnex = ForeignFile(
    "a git-annex pointer: it says where the file is and holds none of its numbers",
    .shell("fetch it with git annex get {in}", ending: ""))

  static let html = ForeignFile(
    "a web page (HTML), and not the file it is about",
    .advice(
      "download the file itself: its address has /resolve/ on Hugging Face and /raw/ on GitHub "
        + "where the page has /blob/"))

  static let xml = ForeignFile(
    "an XML text",
    .advice("if it stands for a failed download, download again; else save the numbers as .npy"))

  static let missing = ForeignFile(
    "the text of a failed download (\"Entry not found\")",
    .advice("look up the file's name and download it again"))

  // MARK: Pictures and papers

  static func image(_ name: String) -> ForeignFile {
    ForeignFile(
      "a \(name) picture",
      .python(
        "import sys, numpy; from PIL import Image; "
          + "numpy.save(sys.argv[2], numpy.asarray(Image.open(sys.argv[1]).convert('L')))",
        ending: ".npy"))
  }

  /// - Parameter kind: with its article.
  static func document(_ kind: String) -> ForeignFile {
    ForeignFile(kind, .advice("save the numbers themselves as .npy or .csv where they were made"))
  }
}
