using Unbraid.Service.Jobs;

namespace Unbraid.Service.Tests;

public class ProgressEstimateTests
{
    private readonly ManualClock _clock = new();
    private readonly ProgressEstimate _progress;

    public ProgressEstimateTests() => _progress = new ProgressEstimate(_clock);

    [Fact]
    public void Nothing_is_promised_before_there_is_something_to_estimate_from()
    {
        Assert.Equal((0, null), _progress.Read());
        foreach (var done in new[] { 0.01, 0.05, 0.09 })
        {
            Report(1, done);
            Assert.Equal((done, null), _progress.Read());
        }
    }

    [Fact]
    public void A_quick_beginning_does_not_count()
    {
        Report(0.1, 0.05); // decoded at once
        Report(19, 0.24);  // then a hundredth a second

        var left = _progress.Read().FinishAt!.Value - _clock.GetUtcNow();

        Assert.InRange(left.TotalSeconds, 75.99, 77); // the clock may stand between two milliseconds
    }

    [Fact]
    public void Work_that_stands_still_is_never_said_to_be_done_by_now()
    {
        Report(1, 0.05);
        Report(1, 0.55);
        _clock.Advance(TimeSpan.FromSeconds(99));

        var left = _progress.Read().FinishAt!.Value - _clock.GetUtcNow();

        Assert.InRange(left.TotalSeconds, 90, 91);
    }

    private void Report(double afterSeconds, double value)
    {
        _clock.Advance(TimeSpan.FromSeconds(afterSeconds));
        _progress.Report(value);
    }
}
