namespace Unbraid.Composition.Prompts;

/// <summary>What is usual in a genre.</summary>
internal sealed record Genre
{
    public required string Name { get; init; }

    /// <summary>Words that mean it, the longer ones first where one contains another.</summary>
    public required string[] Words { get; init; }

    /// <summary>Usual tempi, in beats per minute.</summary>
    public required (int Slow, int Fast) Tempo { get; init; }

    /// <summary>How often it is in minor.</summary>
    public required double Minor { get; init; }

    public double Swing { get; init; } = 0.5;

    public bool SwingsEighths { get; init; }

    public int Beats { get; init; } = 4;

    public required double Energy { get; init; }

    /// <summary>Name of a groove.</summary>
    public required string Groove { get; init; }

    /// <summary>Name of a bass line.</summary>
    public required string BassLine { get; init; }

    /// <summary>Name of a way to play chords.</summary>
    public required string Comping { get; init; }

    /// <summary>Name of a family of progressions.</summary>
    public required string Harmony { get; init; }

    /// <summary>The usual ensemble.</summary>
    public required (Role Role, Timbre Timbre)[] Ensemble { get; init; }
}
