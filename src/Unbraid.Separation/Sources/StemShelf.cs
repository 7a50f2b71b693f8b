namespace Unbraid.Separation.Sources;

/// <summary>Stems of a song that are kept in scratch files until they are used, each a song of its own.</summary>
/// <param name="song">The song they were taken out of.</param>
/// <param name="folder">Existing folder with room for them as 32-bit floats.</param>
internal sealed class StemShelf(Song song, string folder) : IDisposable
{
    private readonly Dictionary<string, Song> _stems = [];
    private readonly Dictionary<string, float[]> _buffers = [];

    public Song this[string stem] => _stems[stem];

    /// <summary>Keeps stems as they are made.</summary>
    /// <param name="stems">Their names, in the order of the segments.</param>
    /// <param name="segments">What makes them.</param>
    public async Task FillAsync(IReadOnlyList<string> stems, IAsyncEnumerable<StemSegment> segments)
    {
        var files = new List<ScratchFile>();
        foreach (var stem in stems)
        {
            files.Add(new ScratchFile(folder));
            _stems.Add(stem, Song.OfStem(song, files[^1]));
        }

        await foreach (var segment in segments)
        {
            for (var i = 0; i < files.Count; i++)
                files[i].Append(segment.Stems[i].Span);
        }
    }

    /// <summary>Reads where a segment of other stems is. The memory is used again by the next call for the stem.</summary>
    public ReadOnlyMemory<float> Read(string stem, StemSegment where)
    {
        var length = where.Frames * song.Format.Channels;
        if (!_buffers.TryGetValue(stem, out var buffer) || buffer.Length < length)
            _buffers[stem] = buffer = new float[length];
        _stems[stem].Read(where.Start, buffer.AsSpan(0, length));
        return buffer.AsMemory(0, length);
    }

    public void Dispose()
    {
        foreach (var stem in _stems.Values)
            stem.Dispose();
    }
}
