using Microsoft.AspNetCore.Http.HttpResults;
using Unbraid.Service.Features.Stems;
using Unbraid.Service.Http;
using Unbraid.Service.Http.Requests;
using Unbraid.Service.Jobs;
using Unbraid.Service.Security;

namespace Unbraid.Service.Features.Mix;

internal static class MixApi
{
    public static void AddMix(this IServiceCollection services) => services.AddSingleton(MixHandler.Area).AddTaskKind<MixHandler>(Map);

    private static void Map(IEndpointRouteBuilder producer) =>
        producer.MapSubmission("/mix", Mix)
            .WithName("ApiPublicController_mix")
            .WithSummary("Mix the stems of a song again")
            .WithDescription(
                "The stems of a completed stems task, `residual` too if there is one, added up with gains, pans, mutes and solos, whole or in part. Sums are made in double "
                + "precision and rounded once; where nothing but mutes was asked for and the stems are lossless, the sum is that of their integers.")
            .Refuses(404);

    private static async Task<Created<TaskIdDto>> Mix(HttpContext http, Body<MixDto> body, TaskSubmission submission, StemShelf shelf)
    {
        var request = body.Value;
        var stems = await shelf.RequireAsync(request.TaskId, http.User.Tenant());
        RequireNames(request, stems.Files.Keys);
        var input = new MixInput(
            stems.TaskId, request.Gains, request.Pans, request.Mute, request.Solo, request.Start ?? 0, request.End, request.Format ?? "wav");
        return await submission.SubmitAsync(
            http, new Submission<MixInput>(MixHandler.KindName, input, request.CallbackUrl) { AudioId = stems.AudioId });
    }

    private static void RequireNames(MixDto request, IEnumerable<string> stems)
    {
        var there = stems.Order(StringComparer.Ordinal).ToList();
        (string Member, IEnumerable<string>? Names)[] named = [("gains", request.Gains?.Keys), ("pans", request.Pans?.Keys), ("mute", request.Mute), ("solo", request.Solo)];
        var wrong = named.Where(member => member.Names?.All(there.Contains) is false)
            .Select(member => $"{member.Member} may name {string.Join(", ", there)}, the stems of this task").ToList();
        if (wrong.Count > 0)
            throw new Refusal(StatusCodes.Status404NotFound, wrong); // what stems there are is no matter of the body's form
    }
}
