// The commands of TeX that formulas know, by what they stand for.

/// What formulas know beside fractions, roots, text, accents, alphabets and tables.
enum FormulaCommands {
  /// Names that are set upright.
  static let functions: Set = [
    "sin", "cos", "tan", "tanh", "exp", "log", "ln", "max", "min", "argmax", "argmin", "softmax",
    "Attention", "Concat", "head", "MultiHead",
  ]
  /// Functions that TeX itself knows.
  static let standardFunctions: Set = [
    "sin", "cos", "tan", "tanh", "exp", "log", "ln", "max", "min",
  ]
  static let letters = [
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "zeta": "ζ", "eta": "η",
    "theta": "θ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ",
    "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ", "phi": "φ", "chi": "χ", "psi": "ψ",
    "omega": "ω", "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π",
    "Sigma": "Σ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω", "ell": "ℓ",
  ]
  static let signs = [
    "cdot": "·", "times": "×", "sum": "∑", "prod": "∏", "le": "≤", "ge": "≥", "approx": "≈",
    "ne": "≠", "in": "∈", "notin": "∉", "to": "→", "dots": "…", "cdots": "⋯", "pm": "±", "mp": "∓",
    "infty": "∞", "mapsto": "↦", "lbrack": "[", "rbrack": "]", "lbrace": "{", "rbrace": "}",
    "vert": "|", "Vert": "‖", "langle": "⟨", "rangle": "⟩", "lfloor": "⌊", "rfloor": "⌋",
    "lceil": "⌈", "rceil": "⌉", "sim": "∼", "propto": "∝", "equiv": "≡", "odot": "⊙", "oplus": "⊕",
    "otimes": "⊗", "cup": "∪", "cap": "∩", "subset": "⊂", "forall": "∀", "exists": "∃",
    "partial": "∂", "nabla": "∇", "vdots": "⋮", "mid": "∣",
  ]
  /// Further names of signs.
  static let otherNames = [
    "leq": "≤", "geq": "≥", "neq": "≠", "rightarrow": "→", "ldots": "…", "lVert": "‖", "rVert": "‖",
    "lvert": "|", "rvert": "|", "lt": "<", "gt": ">",
  ]
  /// Signs with space at both sides.
  static let relations: Set = [
    "=", "≈", "≤", "≥", "<", ">", "∈", "∉", "→", "≠", "↦", "∼", "∝", "≡", "⊂", "∣",
  ]
  static let operators: Set = ["+", "−", "·", "×", "∓", "±", "⊙", "⊕", "⊗", "∪", "∩"]
  /// What may follow `\left` and `\right`.
  static let delimiters: Set = [
    "(", ")", "[", "]", "{", "}", "|", "‖", "⟨", "⟩", "⌊", "⌋", "⌈", "⌉",
  ]

  /// The names of letters and signs, by what they stand for.
  static let letterNames = Dictionary(uniqueKeysWithValues: letters.map { ($1, $0) })
  static let signNames = Dictionary(uniqueKeysWithValues: signs.map { ($1, $0) })

  /// Every command's name, as the manual lists them.
  static var all: [String] {
    [
      "frac", "sqrt", "text", "mathrm", "operatorname", "left", "right", "begin", "end", "quad",
      "top",
    ]
      + MathAccent.allCases.map(\.rawValue) + MathAlphabet.allCases.map(\.rawValue)
      + functions.sorted() + letters.keys.sorted() + (Array(signs.keys) + otherNames.keys).sorted()
  }
}
