namespace Unbraid.Audio.Ffmpeg;

/// <summary>Waits for one step of a child, until disposed.</summary>
internal sealed class StepWatch(CancellationTokenRegistration registration, TimeSpan patience, Action overdue) : IAsyncDisposable
{
    private readonly ITimer _timer = TimeProvider.System.CreateTimer(_ => overdue(), null, patience, Timeout.InfiniteTimeSpan);

    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync();
        await registration.DisposeAsync();
    }
}
