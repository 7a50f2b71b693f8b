using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Unbraid.Service.OpenApi;

/// <summary>The API's description of itself: the OpenAPI document and a page made of it.</summary>
internal static class SelfDescription
{
    public static void AddSelfDescription(this IServiceCollection services)
    {
        services.AddEndpointsApiExplorer();
        services.AddOpenApi("v1", openApi =>
        {
            openApi.AddDocumentTransformer(Describe);
            openApi.AddOperationTransformer(OperationDetails.AddAsync);
        });
    }

    public static void MapSelfDescription(this IEndpointRouteBuilder app) =>
        app.MapOpenApi("/openapi/{documentName}.json").AllowAnonymous();

    private static Task Describe(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Unbraid Producer API",
            Version = typeof(SelfDescription).Assembly.GetName().Version!.ToString(3),
            Description = "Upload a song, take it apart into stems, fetch them by link. Every POST starts a task and answers at once; poll the task for its result.",
        };
        document.Servers = [];
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            ["bearerAuth"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", BearerFormat = "JWT" },
        };
        foreach (var operation in document.Paths.Values.SelectMany(path => path.Operations?.Values.AsEnumerable() ?? []))
            operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("bearerAuth", document)] = [] }];
        return Task.CompletedTask;
    }
}
