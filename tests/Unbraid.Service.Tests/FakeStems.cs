using Unbraid.Service.Features.Stems;
using Unbraid.Service.Http;
using Unbraid.Service.Jobs;
using Unbraid.Service.Storage;

namespace Unbraid.Service.Tests;

/// <summary>A handler in place of the separator, for tests of the life of a task.</summary>
internal sealed class FakeStems(Func<TaskRow, IProgress<double>, CancellationToken, Task> work) : ITaskHandler
{
    public string Kind => "stems";

    public Lane Lane => Lane.Heavy;

    public Type ResultType => typeof(StemsResultDto);

    public async Task<TaskOutcome> RunAsync(TaskRow task, IProgress<double> progress, CancellationToken cancellationToken)
    {
        await work(task, progress, cancellationToken);
        return new TaskOutcome("{}");
    }

    public object Present(string result, LinkSigner links) => new Dictionary<string, string> { ["vocals"] = links.Link("stems/x/vocals.wav", "Söng (vocals).wav") };
}
