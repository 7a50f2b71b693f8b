using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Unbraid.Separation;
using Unbraid.Service.Features.Audios;
using Unbraid.Service.Features.Stems;
using Unbraid.Service.Jobs;

namespace Unbraid.Service.Tests;

public sealed class SeparatorCacheTests : IDisposable
{
    private readonly TimerClock _clock = new();
    private readonly SeparatorCache _cache;

    public SeparatorCacheTests() =>
        _cache = new SeparatorCache(new JobOptions { Threads = 1 }, new AudioOptions(), new StemFigures(new NoMeters(), _clock), _clock, NullLogger<SeparatorCache>.Instance);

    public void Dispose() => _cache.Dispose();

    [Fact]
    public void What_was_given_back_is_given_out_again_for_the_same_request_only()
    {
        var first = Use("classic", null);

        Assert.Same(first, Use("classic", null));
        Assert.NotSame(first, Use("classic", ["vocals"]));
    }

    [Fact]
    public void Auto_is_the_best_model_by_its_name()
    {
        var named = Use(ModelCatalogue.Names[0], null);

        Assert.Same(named, Use(ModelCatalogue.Auto, null));
    }

    [Fact]
    public void Two_tasks_never_share_one()
    {
        using var first = _cache.Rent("classic", null);
        using var second = _cache.Rent("classic", null);

        Assert.NotSame(first.Separator, second.Separator);
    }

    [Fact]
    public async Task Many_workers_at_once_never_share_one()
    {
        var working = new ConcurrentDictionary<Separator, bool>();
        await Task.WhenAll(Enumerable.Range(0, 6).Select(worker => Task.Run(() =>
        {
            for (var i = 0; i < 30; i++)
            {
                using var lease = _cache.Rent("classic", i % 3 == 0 ? ["vocals"] : null);
                Assert.True(working.TryAdd(lease.Separator, true));
                Thread.Yield();
                working.TryRemove(lease.Separator, out _);
                if (i % 5 != worker % 5)
                    lease.Keep();
            }
        })));

        Assert.InRange(_cache.Count, 0, 2);
    }

    [Fact]
    public void Two_are_kept_and_the_longest_unused_goes_first()
    {
        var old = Use("classic", ["vocals"]);
        var middle = Use("classic", ["drums"]);
        Use("classic", ["bass"]);

        Assert.Equal(2, _cache.Count);
        Assert.Same(middle, Use("classic", ["drums"]));
        Assert.NotSame(old, Use("classic", ["vocals"]));
    }

    [Fact]
    public void Those_at_work_count()
    {
        Use("classic", ["vocals"]);
        Use("classic", ["drums"]);
        using (var lease = _cache.Rent("classic", ["bass"]))
        {
            Assert.Equal(1, _cache.Count);
            lease.Keep();
        }

        Assert.Equal(2, _cache.Count);
    }

    [Fact]
    public void What_failed_is_not_used_again()
    {
        Separator broken;
        using (var lease = _cache.Rent("classic", null))
            broken = lease.Separator;

        Assert.Equal(0, _cache.Count);
        Assert.NotSame(broken, Use("classic", null));
    }

    [Fact]
    public void A_request_that_makes_no_sense_takes_no_place()
    {
        for (var i = 0; i < 3; i++)
            Assert.Throws<SeparationException>(() => _cache.Rent("classic", ["kazoo"]));
        Use("classic", ["vocals"]);
        Use("classic", ["drums"]);

        Assert.Equal(2, _cache.Count);
    }

    [Fact]
    public void What_is_unused_for_five_minutes_goes()
    {
        Use("classic", ["vocals"]);
        _clock.Advance(TimeSpan.FromMinutes(3));
        Use("classic", ["drums"]);

        _clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(1, _cache.Count);
        _clock.Advance(TimeSpan.FromMinutes(3));
        Assert.Equal(0, _cache.Count);
    }

    private Separator Use(string model, IReadOnlyList<string>? stems)
    {
        using var lease = _cache.Rent(model, stems);
        lease.Keep();
        return lease.Separator;
    }
}
