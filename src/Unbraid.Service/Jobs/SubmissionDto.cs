using System.ComponentModel;
using Unbraid.Service.Http.Requests;

namespace Unbraid.Service.Jobs;

/// <summary>What every request that starts a task may carry.</summary>
internal abstract record SubmissionDto
{
    [Description(
        "http or https address that gets one POST when the task has ended, signed after Standard Webhooks: `{\"type\": \"task.completed\", \"timestamp\": ..., \"data\": the task as a poll gives it}`. Answer 2xx; anything else is tried again, eight times within 18 hours.")]
    [WebAddress]
    public string? CallbackUrl { get; init; }
}
