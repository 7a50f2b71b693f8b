using Unbraid.Service.Features.Audios;
using Unbraid.Service.Features.Generation.Lyria;

namespace Unbraid.Service.Features.Generation;

/// <summary>Makes songs of words. Used by several tasks at once.</summary>
internal interface IMusicGenerator
{
    /// <summary>The name by which clients ask for it.</summary>
    string Model { get; }

    /// <summary>Whether a call that is broken off has cost money and cannot be taken up again.</summary>
    bool IsLostWhenBrokenOff { get; }

    /// <summary>What keeps it from making songs until the operator has done something; null while nothing is known to.</summary>
    string? Trouble { get; }

    /// <summary>Makes a song and writes it as a sound file of any format that uploads take.</summary>
    /// <param name="request">What the song is to be.</param>
    /// <param name="path">Where to write; nothing is there yet.</param>
    /// <param name="call">Where to note what costs money; of no use where nothing does.</param>
    /// <param name="progress">0 to 1, if it can be told.</param>
    /// <param name="cancellationToken">Stops within a second.</param>
    /// <exception cref="Refusal">There is no song; the message is for the user.</exception>
    Task<GeneratedSong> GenerateAsync(
        MusicRequest request, string path, IPaidCall call, IProgress<double> progress, CancellationToken cancellationToken);
}

/// <summary>What a song is to be.</summary>
/// <param name="Prompt">The music in words.</param>
/// <param name="Lyrics">Words to sing; null for an instrumental.</param>
/// <param name="Title">As the client wants it.</param>
/// <param name="Instrumental">No voice.</param>
/// <param name="Seed">The client's own, or null.</param>
/// <param name="ChosenSeed">The client's seed, or else one that belongs to this task and stays the same when it runs again.</param>
/// <param name="Image">A picture to guide the music.</param>
internal sealed record MusicRequest(
    string? Prompt, string? Lyrics, string? Title, bool Instrumental, long? Seed, long ChosenSeed, FetchedImage? Image);

/// <summary>What came out besides the sound.</summary>
/// <param name="Title">The generator's own title, if it has one.</param>
/// <param name="Origin">How the song came to be.</param>
/// <param name="WhenSafe">What is to be done when the song can no longer be lost.</param>
internal sealed record GeneratedSong(string? Title, SongOrigin Origin, Func<Task>? WhenSafe = null)
{
    /// <summary>What the client should know, one sentence each.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
