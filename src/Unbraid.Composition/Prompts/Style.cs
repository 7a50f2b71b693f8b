namespace Unbraid.Composition.Prompts;

/// <summary>What the music is to be, with all that the prompt left open decided.</summary>
internal sealed record Style
{
    public required Genre Genre { get; init; }

    /// <summary>Beats per minute.</summary>
    public required double Tempo { get; init; }

    public required Key Key { get; init; }

    /// <summary>Quarter notes in a bar, 3 to 7.</summary>
    public required int Beats { get; init; }

    /// <summary>Where in an eighth its second sixteenth comes, or in a beat its second eighth: 0.5 is straight, 0.67 a triplet.</summary>
    public required double Swing { get; init; }

    /// <summary>Whether eighths swing and not sixteenths.</summary>
    public bool SwingsEighths => Genre.SwingsEighths;

    /// <summary>0 is calm, 1 is wild.</summary>
    public required double Energy { get; init; }

    /// <summary>Who plays; a role that is not there is silent.</summary>
    public required IReadOnlyDictionary<Role, Timbre> Ensemble { get; init; }

    /// <summary>Whether somebody sings, as far as the prompt says.</summary>
    public required bool Sung { get; init; }

    /// <summary>Semitones by which the singer's range lies above the middle one.</summary>
    public required int VoiceShift { get; init; }

    /// <summary>Whether the prompt said anything that the reader knows, or nothing at all.</summary>
    public required bool IsUnderstood { get; init; }

    /// <summary>The word of mood that was found, for a title.</summary>
    public string? Mood { get; init; }
}
