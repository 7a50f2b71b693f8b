namespace Unbraid.Audio.Packaging;

/// <summary>A song to be packed.</summary>
internal sealed record PackageSong
{
    /// <summary>Its title. What disturbs a line becomes a space.</summary>
    public required string Title { get; init; }

    /// <summary>At least one; all of one sample rate and length.</summary>
    public required IReadOnlyList<PackageStem> Stems { get; init; }

    /// <summary>How fast it is. Default: unknown.</summary>
    public SongTempo? Tempo { get; init; }

    /// <summary>The whole song, of the rate and length of its stems, for <see cref="PackageFormat.StemMp4"/>. Default: the sum of the stems.</summary>
    public string? MixPath { get; init; }
}

/// <summary>One stem.</summary>
/// <param name="Name">For example <c>vocals</c>; those that are known have a colour and a place of their own.</param>
/// <param name="Path">A file of any format. It is packed as it is, except in <see cref="PackageFormat.StemMp4"/>.</param>
internal sealed record PackageStem(string Name, string Path);
