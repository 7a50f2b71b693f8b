namespace Unbraid.Service.Security;

/// <summary>
/// What a small file says, as it is now: a change by another process counts at once. Where the file cannot be read in a moment, is damaged
/// or gone while the service runs, what it said last stays.
/// </summary>
/// <typeparam name="T">What it says.</typeparam>
internal sealed class WatchedFile<T> where T : class
{
    private readonly string _path;
    private readonly Func<string?, T> _parse;
    private Content _content;

    /// <param name="path">The file.</param>
    /// <param name="parse">Reads its text, null where there is no file; a <see cref="FormatException"/> says that it is damaged.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="FormatException">It is damaged.</exception>
    public WatchedFile(string path, Func<string?, T> parse)
    {
        (_path, _parse) = (path, parse);
        _content = Read();
    }

    public T Value
    {
        get
        {
            var content = _content;
            var stamp = StampOf(_path);
            if (content.Stamp == stamp || stamp == default)
                return content.Value;
            try
            {
                return (_content = Read()).Value;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
            {
                return content.Value;
            }
        }
    }

    /// <summary>Whether there is no file any more, so that what it said is lost with this process.</summary>
    public bool IsGone => _content.Stamp != default && StampOf(_path) == default;

    private static Stamp StampOf(string path) => new FileInfo(path) is { Exists: true } file ? new(file.LastWriteTimeUtc, file.Length) : default;

    private Content Read()
    {
        var stamp = StampOf(_path); // before the text: a change in between is then seen the next time
        return new Content(_parse(File.Exists(_path) ? File.ReadAllText(_path) : null), stamp);
    }

    private sealed record Content(T Value, Stamp Stamp);

    /// <summary>Differs where the file was changed.</summary>
    private readonly record struct Stamp(DateTime WrittenAt, long Length);
}
