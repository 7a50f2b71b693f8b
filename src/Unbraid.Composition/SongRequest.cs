namespace Unbraid.Composition;

/// <summary>What a song is to be. Nothing in the texts is an error: what is not understood is ignored, what is not said is chosen from the seed.</summary>
public sealed record SongRequest
{
    /// <summary>
    /// Describes the music in English: genre, mood, tempo ("92 BPM", "slow"), key ("in F# minor"), time signature, instruments wanted ("piano",
    /// "piano only") and not wanted ("no drums"). May be empty. The first 2,000 characters count.
    /// </summary>
    public string Prompt { get; init; } = "";

    /// <summary>
    /// Words to sing, a line for each phrase. Tags in brackets ([Intro], [Verse 1], [Chorus], [Bridge], [Outro]) make the form; without tags a
    /// blank line begins a new section and a section that comes again is the chorus. Where there are no words the voice sings syllables.
    /// </summary>
    public string Lyrics { get; init; } = "";

    /// <summary>The same seed with the same request gives the same bytes; another seed gives another song.</summary>
    public long Seed { get; init; }

    /// <summary>No voice; the words are ignored.</summary>
    public bool Instrumental { get; init; }

    /// <summary>How long the song is to be, 20 to 120 s; met to the sample. By default the form decides.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>The title; by default it is taken from the words or the mood.</summary>
    public string? Title { get; init; }
}
