using Microsoft.OpenApi;
using Scalar.AspNetCore;

namespace Clemap.Server.Http.Api;

/// <summary>The API's description (OpenAPI 3.1) at <c>/openapi/v1.json</c>, and pages to read and try it at <c>/reference</c>.</summary>
internal static class ApiDocument
{
    public const string TokenScheme = "token";
    public const string ProblemSchema = "Problem";
    private const string ReferencePath = "/reference";

    public static void AddApiDocument(this IServiceCollection services) => services.AddOpenApi("v1", openApi =>
    {
        openApi.ShouldInclude = static endpoint => endpoint.RelativePath?.StartsWith("api/", StringComparison.Ordinal) == true;
        openApi.AddDocumentTransformer(static (document, _, _) => DescribeAsync(document));
        openApi.AddOperationTransformer<OperationTransformer>();
    });

    public static void MapApiDocument(this WebApplication app)
    {
        app.MapOpenApi().AllowAnonymous();
        app.MapScalarApiReference(ReferencePath, static scalar => scalar
                .WithTitle("CLEMAP Load Management API").WithNonce().DisableTelemetry().DisableAgent().DisableMcp().HideDeveloperTools()
                .DisableDefaultFonts().HideClientButton().AddPreferredSecuritySchemes([TokenScheme]))
            .AllowAnonymous().AddEndpointFilter(AllowItsScriptsAsync);
    }

    // The pages start with a script of their own: it runs because it carries a number that is drawn for each answer.
    private static async ValueTask<object?> AllowItsScriptsAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var http = invocation.HttpContext;
        http.Response.OnStarting(() =>
        {
            if (http.Items[ScalarOptions.NonceHttpContextItemKey] is string nonce)
                http.Response.Headers.ContentSecurityPolicy = SecurityHeaders.ContentSecurityPolicy.Replace("script-src 'self'", $"script-src 'self' 'nonce-{nonce}'", StringComparison.Ordinal);
            return Task.CompletedTask;
        });
        return await next(invocation);
    }

    private static Task DescribeAsync(OpenApiDocument document)
    {
        document.Info = new()
        {
            Title = "CLEMAP Load Management",
            Version = "1.0.0",
            Description =
                "Times are ISO 8601, UTC; currents are A per phase; energy is Wh. Errors are problem details (RFC 9457) with a stable `code`, and for bad input `errors` with field and rule. "
                + "Fields and endpoints are added to this version, none is renamed or removed. Ignore fields and values that you do not know.",
        };
        document.Components ??= new();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [TokenScheme] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                BearerFormat = "JWT",
                Description = "An access token of `/connect/token`: people by authorization code with PKCE, API clients by client credentials, devices by client credentials with a signed assertion.",
            },
        };
        document.Components.Schemas ??= new Dictionary<string, IOpenApiSchema>();
        document.Components.Schemas[ProblemSchema] = Problem();
        return Task.CompletedTask;
    }

    private static OpenApiSchema Problem() => new()
    {
        Type = JsonSchemaType.Object,
        Description = "RFC 9457.",
        Required = new HashSet<string> { "status", "code" },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["type"] = Text("A page about the status."),
            ["title"] = Text("The status in words."),
            ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32" },
            ["detail"] = Text("What is wrong, for people."),
            ["code"] = Text("What is wrong, for programs; does not change."),
            ["errors"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Description = "Of bad input: to each field (JSON path) the codes of the rules that it broke.",
                AdditionalProperties = new OpenApiSchema { Type = JsonSchemaType.Array, Items = new OpenApiSchema { Type = JsonSchemaType.String } },
            },
        },
    };

    private static OpenApiSchema Text(string description) => new() { Type = JsonSchemaType.String, Description = description };
}
