namespace Unbraid.Composition;

/// <summary>The parts that a composed song is made of.</summary>
public enum SongStem
{
    /// <summary>The sung voice and its doubles.</summary>
    Vocals,

    /// <summary>The drum kit.</summary>
    Drums,

    /// <summary>The bass.</summary>
    Bass,

    /// <summary>Chords, pads, plucked strings, instrumental leads.</summary>
    Other,
}
