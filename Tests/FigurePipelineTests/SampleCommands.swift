// Commands that between them use every kind of figure, each of its forms, and what moves things.

import FigureKinds

/// Weights of every layer and head of a small model, and the words they are about.
private let weights = "--weights attention/minilm-s1-attentions.npy"
private let tokens =
  "--tokens \"[CLS] the robot picked up the ball because it was too heavy [SEP]\""

/// Synthetic weights over 4 by 4 patches and a token before them.
private let patchWeights = "--weights seed:7,[2,3,17,17],weights --grid 4x4"

/// Commands without `attnplot`.
let sampleCommands =
  examplesWithoutFiles + [
    "pe-heatmap --positions 8 --dimensions 12 --annotate",
    "pe-heatmap --positions 8 --dimensions 12 --annotate --size 700x500px --index-base 1",
    "pe-heatmap --positions 20 --dimensions 32 --transpose --origin lower --first-position -3",
    "pe-heatmap --positions 1 --dimensions 2", "pe-heatmap --positions 3000 --dimensions 6",
    "pe-lines --dimensions 64 --at-positions 0-40", "pe-lines --dimensions 2 --at-positions 7",
    "similarity --positions 1", "similarity --metric euclidean --positions 300 --dimensions 16",
    "frequencies --dimensions 4 --spacing endpoint", "frequencies --dimensions 2",
    "decompose --layout halves --dimensions 32 --form continuous",
    "shift --dimensions 64 --pairs 3-1,9-1,20-4,8-0,100-3",
    "heatmap --input formats/att_2d_f4.npy --annotate",
    "lines --input formats/att_2d_f4.npy --rows 0,2",
    "heatmap --input formats/att_2d_f4.npy --queries 1-2 --keys 0,2",
    "lines --input formats/att_2d_f4.npy --queries 1 --keys 0-2",
    "attention \(weights) --layer 5 --head 3 \(tokens) --size 500x400px",
    "attention \(weights) --layer 5 --head 3 \(tokens) --annotate",
    "heads \(weights) --layer 5 --heads 0,2,5,8 --columns 2 \(tokens)",
    "model-view \(weights)", "head-view \(weights) --layer 4 --heads 5,6 \(tokens)",
    "rollout \(weights) \(tokens)",
    "rollout \(weights) --layer 2 --mask causal", "head-measures \(weights)",
    "model-view \(weights) --color-scale panel",
    "head-measures \(weights) --layer 4 --head 3 \(tokens) --measures entropy,next",
    "heads \(weights) --layer 5 --heads 0-3 \(tokens) --color-scale panel",
    "attention \(weights) --layer 5 --head 3 \(tokens) --query-token it",
    "attention \(weights) --layer 5 --head 3 --mask causal --colormap Blues",
    "attention \(weights) --layer 5 --combine max \(tokens) --drop-tokens \"[CLS],[SEP]\"",
    "patches \(patchWeights) --layer 1 --image images/wide.png",
    "patches \(patchWeights) --layer 0 --heads 0,2 --image images/wide.png --overlay --query 1,2",
    "patches \(patchWeights) --layer 0 --image images/tall.png --mass 0.6",
    "patches \(patchWeights) --layer 0 --head 1 --smooth", "patches \(patchWeights) --rollout",
    "patches --model models/untrained/dinov2 --image images/tall.png --layer 1 --overlay --smooth",
    "attention --tokens \"a b c\" --stage output",
    "attention --tokens a --stage masked --mask causal",
  ]

/// The kinds' own examples that need no file of the user's.
private let examplesWithoutFiles = KindRegistry.all.flatMap { kind in
  kind.examples.filter { !$0.contains(/\.(npy|npz|csv|json|safetensors)\b|--stage all|--model\b/) }
    .map {
      example in
      var words = example.split(separator: " ").dropFirst().map(String.init)
      while let index = words.firstIndex(of: "-o") { words.removeSubrange(index...index + 1) }
      // A large one takes as long as many small ones and shows no more.
      return words.joined(separator: " ").replacing(
        "--positions 2048 --dimensions 512", with: "--positions 1400 --dimensions 64")
    }
}
