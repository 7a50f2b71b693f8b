namespace Unbraid.Audio.Packaging;

/// <summary>What a song's stems can be taken home as.</summary>
internal enum PackageFormat
{
    /// <summary>A zip archive: the stems, and <c>project.json</c>, which describes them.</summary>
    Zip,

    /// <summary>Native Instruments' Stems: one MP4 file with the song and four stems.</summary>
    StemMp4,

    /// <summary>A zip archive: the stems, and a project of REAPER.</summary>
    Reaper,

    /// <summary>A DAWproject archive, which Bitwig Studio, Cubase, Studio One and others open.</summary>
    DawProject,
}

/// <summary>The formats of packages, by name.</summary>
internal static class PackageFormats
{
    /// <summary>By the names that users write: <c>zip</c>, <c>stem.mp4</c>, <c>reaper</c> and <c>dawproject</c>.</summary>
    public static IReadOnlyDictionary<string, PackageFormat> ByName { get; } = new Dictionary<string, PackageFormat>
    {
        ["zip"] = PackageFormat.Zip,
        ["stem.mp4"] = PackageFormat.StemMp4,
        ["reaper"] = PackageFormat.Reaper,
        ["dawproject"] = PackageFormat.DawProject,
    };

    /// <summary>The extension of its files, with the dot.</summary>
    public static string Extension(this PackageFormat format) => format switch
    {
        PackageFormat.StemMp4 => ".stem.mp4",
        PackageFormat.DawProject => ".dawproject",
        _ => ".zip",
    };

    /// <summary>Why these stems cannot be packed in this format, with the remedy; null where they can.</summary>
    /// <param name="format">The format.</param>
    /// <param name="stems">Their names.</param>
    public static string? Complaint(this PackageFormat format, IReadOnlyCollection<string> stems)
    {
        if (format != PackageFormat.StemMp4 || stems.Count == StemMp4.StemCount)
            return null;
        var mixing = stems.Count > StemMp4.StemCount ? ", or mix some of them into one first" : "";
        return $"stem.mp4 holds exactly {StemMp4.StemCount} stems, such as drums, bass, other and vocals, and here are {stems.Count}: {string.Join(", ", stems)}. " +
            $"Separate into four without a residual{mixing}, or choose another format.";
    }
}
