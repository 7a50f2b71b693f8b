using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;
using Unbraid.Service.Http;
using Unbraid.Service.Http.Requests;
using Unbraid.Service.Jobs;
using Unbraid.Service.Storage;

namespace Unbraid.Service.Tests.Toys;

/// <summary>All that a new kind of task takes: a folder with these types, and the one line that calls <see cref="AddToy"/>.</summary>
internal static class ToyKind
{
    public static void AddToy(this IServiceCollection services) =>
        services.AddSingleton(ToyHandler.Area).AddTaskKind<ToyHandler>(producer =>
            producer.MapSubmission("/toys", Make).WithName("ApiPublicController_makeToy").WithSummary("Make a toy"));

    private static Task<Created<TaskIdDto>> Make(HttpContext http, Body<ToyDto> body, TaskSubmission submission) =>
        submission.SubmitAsync(http, new Submission<string>("toy", body.Value.Colour, body.Value.CallbackUrl));
}

[Description("Which toy.")]
internal sealed record ToyDto : SubmissionDto, IExample<ToyDto>
{
    public static ToyDto Example => new() { Colour = "red" };

    [Longest(10)]
    public required string Colour { get; init; }
}

internal sealed record ToyResultDto : IExample<ToyResultDto>
{
    public static ToyResultDto Example => new() { ToyUrl = ExampleLink.To("toys", "x", "red.txt") };

    public required string ToyUrl { get; init; }
}

internal sealed class ToyHandler(ObjectStore objects) : ITaskHandler
{
    public static readonly ObjectArea Area = new("toys", ObjectOwner.Task);

    public string Kind => "toy";

    public Type ResultType => typeof(ToyResultDto);

    public Lane Lane => Lane.Light;

    public async Task<TaskOutcome> RunAsync(TaskRow task, IProgress<double> progress, CancellationToken cancellationToken)
    {
        var scratch = objects.NewScratchPath();
        await File.WriteAllTextAsync(scratch, task.Input, cancellationToken);
        objects.PublishFile(scratch, Area.KeyOf(task.Id, "toy.txt"));
        return new TaskOutcome($"{task.Id}");
    }

    public object Present(string result, LinkSigner links) => new ToyResultDto { ToyUrl = links.Link(Area.KeyOf(Guid.Parse(result), "toy.txt"), "toy.txt") };
}
