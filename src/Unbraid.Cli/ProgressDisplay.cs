using Spectre.Console;
using Unbraid.Separation;

namespace Unbraid.Cli;

/// <summary>Shows on stderr how far a song is.</summary>
internal abstract class ProgressDisplay
{
    /// <summary>A live bar where stderr is a terminal that can move its cursor, plain lines otherwise.</summary>
    public static ProgressDisplay Create() =>
        Terminal.CanRedraw ? new ProgressBar() : new ProgressLines(TimeProvider.System);

    /// <summary>Prints a line for the user.</summary>
    public void Say(string message) => Console.Error.WriteLine(UserMessage.OneLine(message));

    /// <summary>Runs a separation, or what takes as long, and shows its progress under the name of a file.</summary>
    public abstract Task<T> RunAsync<T>(string input, Func<IProgress<SeparationProgress>, Task<T>> work);

    /// <summary>How a time to come is written: <c>42 s</c>, <c>3:05</c>, <c>1:02:03</c>.</summary>
    protected static string Clock(TimeSpan time) =>
        time.TotalMinutes < 1 ? $"{Math.Ceiling(time.TotalSeconds):0} s"
        : time.TotalHours < 1 ? time.ToString(@"m\:ss")
        : $"{(int)time.TotalHours}:{time:mm\\:ss}";
}

/// <summary>Nothing at all of progress.</summary>
internal sealed class NoProgress : ProgressDisplay
{
    public override Task<T> RunAsync<T>(string input, Func<IProgress<SeparationProgress>, Task<T>> work) => work(new Progress<SeparationProgress>());
}

/// <summary>One line every few seconds, for logs and pipes.</summary>
internal sealed class ProgressLines(TimeProvider clock) : ProgressDisplay
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(5);

    public override Task<T> RunAsync<T>(string input, Func<IProgress<SeparationProgress>, Task<T>> work) =>
        work(new Line(this, Path.GetFileName(input), clock));

    private sealed class Line(ProgressLines display, string name, TimeProvider clock) : IProgress<SeparationProgress>
    {
        private readonly Lock _lock = new();
        private long _last = clock.GetTimestamp();

        public void Report(SeparationProgress value)
        {
            lock (_lock)
            {
                if (clock.GetElapsedTime(_last) < s_pause)
                {
                    return;
                }

                _last = clock.GetTimestamp();
            }

            var remaining = value.Remaining is { } time ? $", {Clock(time)} left" : "";
            display.Say($"{name}: {value.Fraction * 100:0} %{remaining}");
        }
    }
}

/// <summary>A bar with the time left, redrawn in place and gone when the song is done.</summary>
internal sealed class ProgressBar : ProgressDisplay
{
    private readonly IAnsiConsole _console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });

    public override Task<T> RunAsync<T>(string input, Func<IProgress<SeparationProgress>, Task<T>> work)
    {
        var remaining = new RemainingColumn();
        return _console.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), remaining)
            .StartAsync(context =>
            {
                var task = context.AddTask(Markup.Escape(UserMessage.OneLine(Path.GetFileName(input))), maxValue: 1);
                return work(new Bar(task, remaining));
            });
    }

    private sealed class Bar(ProgressTask task, RemainingColumn remaining) : IProgress<SeparationProgress>
    {
        public void Report(SeparationProgress value)
        {
            remaining.Time = value.Remaining;
            task.Value = value.Fraction;
        }
    }

    private sealed class RemainingColumn : ProgressColumn
    {
        public TimeSpan? Time { get; set; }

        public override Spectre.Console.Rendering.IRenderable Render(
            Spectre.Console.Rendering.RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
            new Text(Time is { } time ? $"{Clock(time)} left" : "");
    }
}
