using Unbraid.Service.Storage;

namespace Unbraid.Service.Jobs;

/// <summary>What became of a new task.</summary>
internal enum AdmissionKind
{
    Added,

    /// <summary>The same request came before under this idempotency key.</summary>
    Known,

    /// <summary>Another request came before under this idempotency key.</summary>
    KeyClash,

    /// <summary>The tenant has too many unfinished tasks.</summary>
    TooMany,

    /// <summary>The tenant sends tasks faster than allowed, to several processes together.</summary>
    TooFast,
}

internal readonly record struct Admission(AdmissionKind Kind, TaskRow Task);
