using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace Unbraid.Separation.Sources;

/// <summary>A source whose stems are called otherwise, added up, or completed by the rest.</summary>
internal sealed class MappedSource : IStemSource
{
    private readonly IStemSource _inner;
    private readonly StemMap _map;

    /// <exception cref="SeparationException">The source lacks a stem that the map names.</exception>
    public MappedSource(IStemSource inner, StemMap map)
    {
        map.CheckAgainst(inner);
        (_inner, _map) = (inner, map);
    }

    public string Name => _inner.Name;

    public IReadOnlyList<string> Stems => _map.Names;

    /// <summary>The rest; else, if all of the source's stems are in here, the one that its own is in.</summary>
    public string? Balance => _map.RestName
        ?? (_map.NeededFor(Stems, _inner.Stems).Count == _inner.Stems.Count && _inner.Balance is { } balance ? Stems.First(stem => Parts(stem).Contains(balance)) : null);

    public double Work => _inner.Work;

    public IReadOnlyList<Note> Notes => _inner.Notes;

    public ModelSpec FirstModel => _inner.FirstModel;

    public bool ReadsSong(IReadOnlyList<string> stems) => stems.Contains(_map.RestName!) || _inner.ReadsSong(_map.NeededFor(stems, _inner.Stems));

    public async IAsyncEnumerable<StemSegment> RunAsync(
        Song song, IReadOnlyList<string> stems, StemRun run, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var needed = _map.NeededFor(stems, _inner.Stems).ToList();
        var buffers = stems.ToDictionary(stem => stem, _ => Array.Empty<float>());
        await foreach (var segment in _inner.RunAsync(song, needed, run, cancellationToken))
        {
            var made = stems.Select(stem => stem == _map.RestName ? Rest(segment, stem) : Sum(segment, stem));
            yield return segment with { Stems = [.. made] };
        }

        ReadOnlyMemory<float> Sum(StemSegment segment, string stem)
        {
            var parts = Parts(stem).Select(part => segment.Stems[needed.IndexOf(part)]).ToList();
            if (parts.Count == 1)
                return parts[0];
            var sum = Buffer(stem, parts[0].Length);
            parts[0].CopyTo(sum);
            foreach (var part in parts.Skip(1))
                TensorPrimitives.Add(sum.Span, part.Span, sum.Span);
            return sum;
        }

        ReadOnlyMemory<float> Rest(StemSegment segment, string stem)
        {
            var rest = Buffer(stem, segment.Frames * song.Format.Channels);
            song.Read(segment.Start, rest.Span);
            foreach (var part in segment.Stems)
                TensorPrimitives.Subtract(rest.Span, part.Span, rest.Span);
            return rest;
        }

        Memory<float> Buffer(string stem, int length)
        {
            if (buffers[stem].Length < length)
                buffers[stem] = new float[length];
            return buffers[stem].AsMemory(0, length);
        }
    }

    private IReadOnlyList<string> Parts(string stem) => _map.PartsOf(stem, _inner.Stems);
}
