using Unbraid.Audio;

namespace Unbraid.Separation;

/// <summary>A folder for results that goes again, if we made it, unless the results came.</summary>
internal sealed class OutputFolder : IDisposable
{
    private readonly List<string> _made = [];

    private OutputFolder(string path) => Path = path;

    public string Path { get; }

    /// <exception cref="AudioException">The folder cannot be made.</exception>
    public static OutputFolder Make(string path)
    {
        var folder = new OutputFolder(System.IO.Path.GetFullPath(path));
        for (var missing = folder.Path; missing is not null && !Directory.Exists(missing); missing = System.IO.Path.GetDirectoryName(missing))
            folder._made.Add(missing);
        try
        {
            Directory.CreateDirectory(folder.Path);
            return folder;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            folder.Dispose();
            throw new AudioException($"Cannot make the output folder '{path}': {e.Message}", e);
        }
    }

    /// <summary>The results are there: the folder stays.</summary>
    public void Keep() => _made.Clear();

    public void Dispose()
    {
        foreach (var folder in _made)
        {
            try
            {
                Directory.Delete(folder);
            }
            catch (IOException)
            {
                return; // Not there or not empty: somebody else uses it.
            }
        }
    }
}
