using Unbraid.Separation;
using Unbraid.Separation.Recipes;
using Unbraid.Service.Features.Audios;
using Unbraid.Service.Jobs;

namespace Unbraid.Service.Features.Stems;

/// <summary>
/// Keeps separators between tasks, since reading a network's weights can take longer than a short song. A separator works for one
/// task at a time; at most two are kept, or as many as work at the same time, and none longer than five minutes unused.
/// </summary>
internal sealed class SeparatorCache : IDisposable
{
    private static readonly TimeSpan s_longestRest = TimeSpan.FromMinutes(5);
    private readonly Lock _gate = new();
    private readonly LinkedList<Resting> _resting = new(); // the longest unused first
    private readonly JobOptions _jobs;
    private readonly AudioOptions _songs;
    private readonly StemFigures _figures;
    private readonly TimeProvider _clock;
    private readonly ILogger<SeparatorCache> _log;
    private readonly ITimer _timer;
    private int _working;
    private bool _disposed;

    public SeparatorCache(JobOptions jobs, AudioOptions songs, StemFigures figures, TimeProvider clock, ILogger<SeparatorCache> log)
    {
        (_jobs, _songs, _figures, _clock, _log) = (jobs, songs, figures, clock, log);
        _timer = clock.CreateTimer(_ => DropUnused(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Separators at hand that nobody works with.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _resting.Count;
        }
    }

    private int Capacity => Math.Max(2, _jobs.SeparationWorkers);

    /// <summary>A separator for one task, kept or newly loaded.</summary>
    /// <exception cref="SeparationException">Unknown model or stem.</exception>
    public Lease Rent(string model, IReadOnlyList<string>? stems, string? recipe = null)
    {
        // A better one may have been installed since; and what stands in for one that does not open is kept under a key of its own.
        var best = model == ModelCatalogue.Auto ? ModelCatalogue.Names[0] : model;
        string[] keys = best == model ? [KeyOf(model, stems, recipe)] : [KeyOf(best, stems, recipe), KeyOf($"instead of {best}", stems, recipe)];
        List<Separator> leaving = [];
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _working++;
            if (keys.Select(Last).FirstOrDefault(node => node is not null) is { } node)
            {
                _resting.Remove(node);
                _figures.Reuse(node.Value.Separator.Model);
                return new Lease(this, node.Value.Key, node.Value.Separator);
            }

            MakeRoom(leaving);
        }

        leaving.ForEach(separator => separator.Dispose());
        try
        {
            var options = new SeparatorOptions
            {
                Model = model,
                Recipe = recipe is null ? null : Recipe.Open(recipe),
                Stems = stems,
                Threads = _jobs.Threads,
                MaxDuration = _songs.MaxAudioDuration,
            };
            var separator = _figures.Load(best, () => Separator.Create(options));
            foreach (var note in separator.Notes)
                _log.LogWarning("{Note}", note);
            return new Lease(this, separator.Model == best ? keys[0] : keys[^1], separator);
        }
        catch
        {
            lock (_gate)
                _working--;
            throw;
        }
    }

    public void Dispose()
    {
        List<Separator> leaving;
        lock (_gate)
        {
            _disposed = true;
            leaving = [.. _resting.Select(resting => resting.Separator)];
            _resting.Clear();
        }

        _timer.Dispose();
        leaving.ForEach(separator => separator.Dispose());
    }

    /// <summary>Stems come in the model's order, whatever the order in which they were asked for.</summary>
    private static string KeyOf(string model, IReadOnlyList<string>? stems, string? recipe) =>
        $"{recipe} {model}: {(stems is null ? "all" : string.Join(", ", stems.Order()))}";

    private LinkedListNode<Resting>? Last(string key)
    {
        var node = _resting.Last;
        while (node is not null && node.Value.Key != key)
            node = node.Previous;
        return node;
    }

    private void MakeRoom(List<Separator> leaving)
    {
        while (_resting.First is { } oldest && _working + _resting.Count > Capacity)
        {
            leaving.Add(oldest.Value.Separator);
            _resting.RemoveFirst();
        }
    }

    private void GiveBack(string key, Separator separator, bool isGood)
    {
        List<Separator> leaving = [];
        lock (_gate)
        {
            _working--;
            if (isGood && !_disposed)
            {
                _resting.AddLast(new Resting(key, separator, _clock.GetUtcNow()));
                MakeRoom(leaving);
                if (_resting.Count == 1)
                    _timer.Change(s_longestRest, Timeout.InfiniteTimeSpan);
            }
            else
            {
                leaving.Add(separator);
            }
        }

        leaving.ForEach(old => old.Dispose());
    }

    private void DropUnused()
    {
        List<Separator> leaving = [];
        lock (_gate)
        {
            var old = _clock.GetUtcNow() - s_longestRest;
            while (_resting.First is { } oldest && oldest.Value.Since <= old)
            {
                leaving.Add(oldest.Value.Separator);
                _resting.RemoveFirst();
            }

            if (_resting.First is { } next && !_disposed)
                _timer.Change(next.Value.Since - old, Timeout.InfiniteTimeSpan);
        }

        leaving.ForEach(separator => separator.Dispose());
    }

    private readonly record struct Resting(string Key, Separator Separator, DateTimeOffset Since);

    /// <summary>A separator while a task works with it.</summary>
    internal sealed class Lease(SeparatorCache cache, string key, Separator separator) : IDisposable
    {
        private bool _isGood;

        public Separator Separator => separator;

        /// <summary>The name of the model that does the work, also where the choice was left to us.</summary>
        public string Model => separator.Model;

        /// <summary>The task ended well. What was broken off in the middle is not used again.</summary>
        public void Keep() => _isGood = true;

        public void Dispose() => cache.GiveBack(key, separator, _isGood);
    }
}
