// The manifest that `attnplot init` writes.

/// A manifest to start from.
public enum StarterManifest {
  public static let text = #"""
    # Figures that `attnplot batch` draws from this file.
    #
    # Keys of a figure are the options of the command line without their dashes: what
    # `attnplot pe-heatmap --help` lists can stand under `kind: pe-heatmap`. For an editor that
    # completes and checks them, run `attnplot schema > figures.schema.json` and keep this line:
    # yaml-language-server: $schema=figures.schema.json

    # The folder to draw into, inside this file's own.
    output: figures

    # ${name} in a text stands for a variable's value.
    vars:
      d_model: 256

    # Keys for all figures whose kind has them. Lists of themes and languages make a variant each;
    # all but the first of a list add their name to the file's: pe-matrix.dark.png.
    defaults:
      formats: [png, svg]
      theme: [light, dark]
      lang: en
      # include: [more.yaml] at the top level brings another manifest's figures and defaults.

    figures:
      # The id is the name of the files.
      - id: pe-matrix
        kind: pe-heatmap
        positions: 100
        dimensions: ${d_model}
        # A text, or one for each language: { en: …, zh: … }
        title: The encoding of 100 positions
        caption: Every row is a position, every column a dimension.
        # alt: is computed from the data if it is not given.

      - id: four-positions
        kind: pe-lines
        dimensions: ${d_model}
        at-positions: [5, 10, 20, 40]

      # matrix: makes a figure for each value: head-0, head-1, head-2.
      # Put your own file in the place of example:minilm, such as data/attention.npy.
      - id: head
        kind: attention
        weights: example:minilm
        tokens-file: example:minilm
        layer: 5
        matrix: { head: [0, 1, 2] }

    # What `attnplot report` tells around the figures; without it they follow one another.
    report:
      title: My figures
      sections:
        - title: The encoding
          text: Markdown goes here, and can lead to [](figure:pe-matrix).
          figure: [pe-matrix, four-positions]
          claims: pe-matrix

    """#
}
