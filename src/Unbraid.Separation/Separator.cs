using Unbraid.Audio;

namespace Unbraid.Separation;

/// <summary>What to separate with.</summary>
public sealed record SeparatorOptions
{
    /// <summary>A name in the catalogue, the path of a checkpoint, or <c>auto</c> (default): the best model that is installed.</summary>
    public string Model { get; init; } = "auto";

    /// <summary>The stems wanted, a subset of the model's. Default: all. Naming one may be faster.</summary>
    public IReadOnlyList<string>? Stems { get; init; }

    /// <summary>Threads for the model. Default: the processors of the machine. The result does not depend on it.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Longest song to accept. Default: no limit.</summary>
    public TimeSpan? MaxDuration { get; init; }
}

/// <summary>Where and how stems are written.</summary>
public sealed record StemOutput
{
    /// <summary>Folder of the stem files, made if missing. Files are named <c>&lt;stem&gt;.&lt;extension&gt;</c>.</summary>
    public required string Folder { get; init; }

    /// <summary>File format. Default: 16-bit WAV.</summary>
    public AudioEncoding Encoding { get; init; } = new(AudioContainer.Wav);

    /// <summary>Whether the written stems sum to the song to the last bit of the file format (lossless formats only).</summary>
    /// <remarks>The difference goes into <c>residual</c> if that is written, else into <c>other</c>. Needs all stems of the model.</remarks>
    public bool Exact { get; init; }

    /// <summary>Whether to write a further file <c>residual</c>: the song minus the written stems.</summary>
    public bool Residual { get; init; }
}

/// <summary>What a separation is doing.</summary>
public enum SeparationStage
{
    /// <summary>Decoding the song.</summary>
    Reading,

    /// <summary>Running the model and writing stems as they become final.</summary>
    Separating,

    /// <summary>Finishing the files.</summary>
    Finishing,
}

/// <summary>How far a separation is.</summary>
/// <param name="Stage">What is being done.</param>
/// <param name="Fraction">0 to 1, over the whole separation; never goes back.</param>
/// <param name="Remaining">Estimated time to the end, once there is something to estimate from.</param>
public readonly record struct SeparationProgress(SeparationStage Stage, double Fraction, TimeSpan? Remaining);

/// <summary>What came out.</summary>
public sealed record SeparationResult
{
    public required string Model { get; init; }

    /// <summary>Length of the song, exact, from the decoded sound.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Rate and channels of song and stems.</summary>
    public required AudioFormat Format { get; init; }

    public required TimeSpan Elapsed { get; init; }

    /// <summary>Stem name to the path of its file, in the model's order.</summary>
    public required IReadOnlyDictionary<string, string> Stems { get; init; }

    /// <summary>Things the user should know, one sentence each, for example that invalid samples were set to zero.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>A separation cannot be done as asked. The message is one sentence for the user.</summary>
public sealed class SeparationException(string message) : Exception(message);

/// <summary>Takes songs apart. One instance holds one loaded model and works on one song at a time.</summary>
public sealed class Separator : IDisposable
{
    /// <summary>Loads a model.</summary>
    /// <exception cref="SeparationException">Unknown model or stem; the message lists the known ones.</exception>
    public static Separator Create(SeparatorOptions? options = null) => throw new NotSupportedException();

    /// <summary>The loaded model.</summary>
    public ModelSpec Model => throw new NotSupportedException();

    /// <summary>Separates a file into stem files.</summary>
    /// <remarks>Nothing is left behind under a final name when it fails or is cancelled.</remarks>
    /// <exception cref="AudioException">The song cannot be read, or a stem cannot be written.</exception>
    /// <exception cref="SeparationException">The request makes no sense, for example exact MP3.</exception>
    public Task<SeparationResult> SeparateAsync(
        string input, StemOutput output, IProgress<SeparationProgress>? progress = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public void Dispose() => throw new NotSupportedException();
}
