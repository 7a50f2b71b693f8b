namespace Unbraid.Service.Tasks;

/// <summary>Where a task is in its life. The order counts: everything from <see cref="Completed"/> on is final.</summary>
internal enum TaskState
{
    /// <summary>Waits its turn among the tenant's own tasks.</summary>
    Pending,

    /// <summary>May be taken by a worker.</summary>
    Ready,

    /// <summary>A worker has taken it.</summary>
    Assigned,

    /// <summary>Its handler runs.</summary>
    Processing,

    Completed,
    Failed,
    Cancelled,
    Timeout,
}
