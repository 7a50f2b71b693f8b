using Unbraid.Separation.Sources;

namespace Unbraid.Separation.Ensembles;

/// <summary>Models that make the same stems, and how these are merged.</summary>
/// <param name="Label">Name of its file.</param>
/// <param name="Rule">How.</param>
/// <param name="Members">The models, at least two.</param>
internal sealed record Ensemble(string Label, MergeRule Rule, IReadOnlyList<EnsembleMember> Members);

/// <summary>A model of an ensemble.</summary>
/// <param name="Model">A name in the catalogue or the path of a checkpoint.</param>
/// <param name="Config">Training configuration of a checkpoint.</param>
/// <param name="Stems">What its stems are called here; null for the names they have.</param>
/// <param name="Weights">What it counts, stem by stem; 1 for those that are not named.</param>
/// <param name="Weight">What it counts for the others.</param>
internal sealed record EnsembleMember(string Model, string? Config, StemMap? Stems, IReadOnlyDictionary<string, double> Weights, double Weight)
{
    public double WeightOf(string stem) => Weights.GetValueOrDefault(stem, Weight);
}
