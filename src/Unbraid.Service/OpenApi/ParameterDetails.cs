using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Unbraid.Service.Http;
using Unbraid.Service.Storage;

namespace Unbraid.Service.OpenApi;

/// <summary>What the generated description of a parameter cannot know: the parameters of lists are read by hand.</summary>
internal static class ParameterDetails
{
    public static void Add(OpenApiParameter parameter)
    {
        switch (parameter.Name)
        {
            case "taskId":
                parameter.Description = "Id of the task, from the answer that started it.";
                break;
            case "audioId":
                parameter.Description = "Id of the song, from the result of the task that brought it.";
                break;
            case "limit":
                parameter.Description = "The most items in the answer.";
                parameter.Schema = new OpenApiSchema
                {
                    Type = JsonSchemaType.Integer,
                    Minimum = "1",
                    Maximum = $"{Paging.MaxLimit}",
                    Default = Paging.DefaultLimit,
                };
                break;
            case "cursor":
                parameter.Description = "Where to go on: the nextCursor of an earlier answer.";
                break;
            case "status":
                parameter.Description = "Only tasks in this state.";
                parameter.Schema = new OpenApiSchema
                {
                    Type = JsonSchemaType.String,
                    Enum = [.. TaskStates.ByName.Keys.Select(name => (JsonNode)name)],
                };
                break;
        }
    }
}
