using Unbraid.Audio;

namespace Unbraid.Separation;

/// <summary>Where and how stems are written.</summary>
public sealed record StemOutput
{
    /// <summary>Name of the file that holds the song minus the written stems.</summary>
    public const string ResidualName = "residual";

    /// <summary>Folder of the stem files, made if missing.</summary>
    public required string Folder { get; init; }

    /// <summary>How the files are named, without extension. Default: as their stems.</summary>
    public StemNames Names { get; init; } = StemNames.Default;

    /// <summary>File format. Default: 16-bit WAV.</summary>
    public AudioEncoding Encoding { get; init; } = new(AudioContainer.Wav);

    /// <summary>Whether the written stems sum to the song to the last bit of the file format. Lossless formats only.</summary>
    /// <remarks>
    /// The difference goes into <c>residual</c> if that is written, else into the stem that is the rest of the song or, of a model that makes none, into
    /// <c>other</c>; for these all stems of the model are needed.
    /// The song counts as it stands in the output format: rounded to 16 or 24 bits and limited to full scale.
    /// </remarks>
    public bool Exact { get; init; }

    /// <summary>
    /// What becomes of stems that are louder than full scale. Default: one gain for all of them where the files cannot hold them. With it, files other than
    /// 32-bit float are written when the whole song is known: until then the stems wait as 32-bit floats in the output folder.
    /// </summary>
    public ClipMode Clip { get; init; }

    /// <summary>Whether to write a further file <c>residual</c>: the song minus the written stems.</summary>
    public bool Residual { get; init; }

    /// <summary>Names of all stems that are written: those of a separator and, where it is asked for, the residual.</summary>
    internal IReadOnlyList<string> StemsOf(IReadOnlyList<string> stems) => Residual ? [.. stems, ResidualName] : stems;

    /// <summary>Paths of the files, in the order of the stems.</summary>
    internal IReadOnlyList<string> PathsOf(string song, AudioTags tags, string model, IReadOnlyList<string> stems) =>
        [.. Names.Of(song, tags, model, stems).Select(name => Path.Combine(Path.GetFullPath(Folder), name + Encoding.Container.Extension()))];
}
