namespace Unbraid.Separation;

/// <summary>Sees what a stage of a network delivers, by the name of the module in the original implementation. For tests.</summary>
internal delegate void StageProbe(string stage, ReadOnlySpan<float> values);
