namespace Unbraid.Separation.Catalogue;

/// <summary>
/// SHA-256 of files for which nobody published one, as they were when they were fetched first. They stay when a model is removed, so that what comes
/// later is held to them. The file is one that <c>sha256sum -c</c> reads.
/// </summary>
/// <param name="folder">The folder of installed models.</param>
internal sealed class RecordedHashes(string folder)
{
    private readonly string _path = Path.Combine(folder, "recorded.sha256");

    /// <summary>The hash of a file, or null.</summary>
    public string? Find(CatalogueModel model, ModelFile file)
    {
        var end = $"  {model.Name}/{file.Name}";
        try
        {
            return File.ReadLines(_path).Where(line => line.EndsWith(end, StringComparison.Ordinal)).Select(line => line[..^end.Length]).FirstOrDefault();
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw DownloadErrors.Disk(_path, e);
        }
    }

    /// <exception cref="SeparationException">It cannot be written.</exception>
    public void Record(CatalogueModel model, ModelFile file, string hash)
    {
        try
        {
            File.AppendAllLines(_path, [$"{hash}  {model.Name}/{file.Name}"]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw DownloadErrors.Disk(_path, e);
        }
    }
}
