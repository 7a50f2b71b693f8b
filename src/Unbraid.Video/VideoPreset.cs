namespace Unbraid.Video;

/// <summary>How a video of a song looks.</summary>
public enum VideoPreset
{
    /// <summary>The song's spectrum under its cover, title and progress.</summary>
    Modern,

    /// <summary>The song's waveform, on which a head moves, with times.</summary>
    Player,

    /// <summary>The cover and the title, still.</summary>
    Simple,
}
