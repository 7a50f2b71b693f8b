namespace Unbraid.Service.Features.Generation.Lyria;

/// <summary>What is known of a task's call that costs money, kept so that a stop of the service neither loses nor repeats it.</summary>
internal interface IPaidCall
{
    /// <summary>The job that was begun and has not ended, by the other side's id.</summary>
    string? Job { get; }

    /// <summary>A call is about to be made.</summary>
    Task BeginAsync();

    /// <summary>The call has begun a job.</summary>
    Task SaveJobAsync(string job);

    /// <summary>The call came to nothing that costs, and may be made again.</summary>
    Task ForgetAsync();
}
