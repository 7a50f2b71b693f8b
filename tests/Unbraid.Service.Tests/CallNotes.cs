using Unbraid.Service.Features.Generation.Lyria;

namespace Unbraid.Service.Tests;

/// <summary>Keeps what a client notes about a paid call.</summary>
internal sealed class CallNotes : IPaidCall
{
    public List<string> Events { get; } = [];

    public string? Job { get; set; }

    public Task BeginAsync()
    {
        Job = null;
        return Add("begin");
    }

    public Task SaveJobAsync(string job)
    {
        Job = job;
        return Add($"save {job}");
    }

    public Task ForgetAsync()
    {
        Job = null;
        return Add("forget");
    }

    private Task Add(string what)
    {
        Events.Add(what);
        return Task.CompletedTask;
    }
}
