namespace Unbraid.Audio.Packaging;

/// <summary>Packs the stems of a song into one file, for a player or for a program to work on with.</summary>
/// <remarks>
/// All stems start with the song and are as long as it. Where the beats are known, <c>click.wav</c> lies beside them (not in
/// <see cref="PackageFormat.StemMp4"/>). The same stems give the same bytes.
/// </remarks>
internal static class SongPackage
{
    /// <summary>The name of a package's file after the song's title, fit for any system.</summary>
    public static string FileName(string title, PackageFormat format) => PackageNames.File(title, "song") + format.Extension();

    /// <param name="song">What to pack.</param>
    /// <param name="destination">Final path; its folder must exist. The file appears when it is complete.</param>
    /// <param name="format">As what.</param>
    /// <param name="progress">Told the fraction that is done.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="AudioException">
    /// A stem cannot be decoded or does not fit the others or the format, a value is out of its range, or the file cannot be written.
    /// </exception>
    public static async Task WriteAsync(
        PackageSong song, string destination, PackageFormat format, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        if (format.Complaint([.. song.Stems.Select(stem => stem.Name)]) is { } complaint)
            throw new AudioException(FaultReason.Request, complaint);
        using var files = FileSet.Beside(destination);
        var path = files.Add(Path.GetFileName(destination));
        var contents = await PackageContents.ReadAsync(song, new ProgressPart(progress, 0, 2), cancellationToken);
        var packing = new ProgressPart(progress, 1, 2);
        try
        {
            if (format == PackageFormat.StemMp4)
            {
                await StemMp4.WriteAsync(contents, song.MixPath, path, files.Scratch, packing, cancellationToken);
            }
            else
            {
                contents = await WithClickAsync(contents, files.Scratch, cancellationToken);
                await PackageArchive.WriteAsync(path, contents, LayoutOf(format, contents), packing, cancellationToken);
            }
        }
        catch (Exception error) when (SystemErrors.OfWriting(error) is not null)
        {
            throw OutputErrors.Describe(destination, error);
        }

        files.Commit();
    }

    private static ArchiveLayout LayoutOf(PackageFormat format, PackageContents contents) => format switch
    {
        PackageFormat.Reaper => ReaperProject.Of(contents),
        PackageFormat.DawProject => DawProject.Of(contents),
        _ => ProjectJson.Of(contents),
    };

    private static async Task<PackageContents> WithClickAsync(PackageContents contents, string folder, CancellationToken cancellationToken)
    {
        if (contents.Tempo is not { FirstBeat: not null } tempo)
            return contents;
        var name = PackageContents.ClickName + AudioContainer.Wav.Extension();
        var path = Path.Combine(folder, name);
        await ClickTrack.WriteAsync(path, contents.SampleRate, contents.Frames, tempo, cancellationToken);
        return contents with { Click = new PackageTrack(PackageContents.ClickName, "#000000", path, name, Channels: 1) };
    }
}
