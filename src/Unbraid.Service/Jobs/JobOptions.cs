using Unbraid.Service.Settings;

namespace Unbraid.Service.Jobs;

[SettingsGroup("Tasks and workers", 40)]
internal sealed record JobOptions
{
    [Setting("Separations at the same time; they share the processors.", To = "64")]
    public int SeparationWorkers { get; init; } = 1;

    [Setting("Uploads processed at the same time; one tenant's are one fewer, as in every lane of several workers.", To = "64")]
    public int UploadWorkers { get; init; } = 3;

    [Setting("Songs generated at the same time, and so the most calls that Lyria gets at once; one tenant's are one fewer.", To = "64")]
    public int GenerationWorkers { get; init; } = 3;

    [Setting("Threads of one separation.", To = "1024", Default = "the processors of the machine, divided by the separations at the same time")]
    public int Threads { get => field > 0 ? field : Math.Max(1, Environment.ProcessorCount / SeparationWorkers); init; }

    [Setting("Unfinished tasks one tenant may have; more are refused with 429.")]
    public int MaxTasksInFlight { get; init; } = 20;

    [Setting("How long one attempt at a task may run before it ends as `timeout`.", To = "30d")]
    public TimeSpan TaskTimeout { get; init; } = TimeSpan.FromHours(1);

    [Setting("How often a task is tried whose worker was lost.", To = "100")]
    public int MaxAttempts { get; init; } = 3;

    [Setting("How long a worker holds a task without a sign of life, which comes every second.", From = "5s", To = "1h")]
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(30);

    [Setting(
        "How long a stop waits for work that costs money when it is broken off, such as a call of Lyria; all other work is handed back at once and goes on at the next start.",
        From = "0s", To = "1h")]
    public TimeSpan DrainTime { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How many workers take the tasks of a lane.</summary>
    public int WorkersOf(Lane lane) => lane switch
    {
        Lane.Light => UploadWorkers,
        Lane.Generation => GenerationWorkers,
        _ => SeparationWorkers,
    };
}
