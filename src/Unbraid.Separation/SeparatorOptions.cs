namespace Unbraid.Separation;

/// <summary>What to separate with.</summary>
public sealed record SeparatorOptions
{
    /// <summary>A name in the catalogue, the path of a checkpoint, or <c>auto</c> (default): the best model that is installed.</summary>
    public string Model { get; init; } = ModelCatalogue.Auto;

    /// <summary>The stems wanted, a subset of the model's. Default: all. Naming one may be faster.</summary>
    public IReadOnlyList<string>? Stems { get; init; }

    /// <summary>Threads for the model. Default: the processors of the machine. The result does not depend on it.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Longest song to accept. Default: no limit.</summary>
    public TimeSpan? MaxDuration { get; init; }

    /// <summary>The clock for elapsed and remaining times. Default: the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
