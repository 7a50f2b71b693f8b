using Unbraid.Audio;

namespace Unbraid.Separation;

/// <summary>Where and how stems are written.</summary>
public sealed record StemOutput
{
    /// <summary>Name of the file that holds the song minus the written stems.</summary>
    public const string ResidualName = "residual";

    /// <summary>Folder of the stem files, made if missing. Files are named <c>&lt;stem&gt;.&lt;extension&gt;</c>.</summary>
    public required string Folder { get; init; }

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
}
