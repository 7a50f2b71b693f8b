using Unbraid.Service.Storage;

namespace Unbraid.Service.Jobs;

/// <summary>The room of tasks: their store, their workers, and how clients look at them. A kind of task is an <see cref="ITaskHandler"/>.</summary>
internal static class JobServices
{
    public static void AddJobs(this IServiceCollection services)
    {
        services.AddSingleton<TaskUpdates>().AddSingleton<TaskStore>().AddSingleton<TaskLeases>().AddSingleton<TaskSubmission>().AddSingleton<TaskKinds>();
        services.AddSingleton<WakeUp>().AddSingleton<RunningTasks>().AddSingleton<TaskRunner>();
        services.AddSingleton<JobFigures>().AddSingleton<WorkPace>().AddSingleton<TaskObserver>().AddSingleton<QueueView>();
        services.AddSingleton<Workforce>().AddHostedService(provider => provider.GetRequiredService<Workforce>());
        services.AddSingleton<Janitor>().AddHostedService(provider => provider.GetRequiredService<Janitor>());
        services.AddSingleton(TaskRow.ContentArea).AddSingleton<IncomingContent>().AddSingleton<ContentTurns>();
        services.AddHostedService<WorkerPool>();
        services.AddHostedService<ChangeListener>();
        services.AddSingleton<TaskFeed>().AddHostedService(provider => provider.GetRequiredService<TaskFeed>());
    }
}
