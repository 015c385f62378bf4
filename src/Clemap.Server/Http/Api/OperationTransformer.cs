using System.Globalization;
using System.Text;
using Clemap.Platform.Idempotency;
using Clemap.Platform.Licences;
using Clemap.Platform.Organisations;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Clemap.Server.Http.Api;

/// <summary>
/// Says of each operation what its endpoint knows but does not tell the document: who may call it, what it refuses and how, its example, a name for generated clients.
/// </summary>
internal sealed class OperationTransformer : IOpenApiOperationTransformer
{
    private static readonly string[] ErrorMedia = ["application/problem+json"];

    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var (method, path) = (context.Description.HttpMethod!, "/" + context.Description.RelativePath!.TrimEnd('/'));
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var known = OperationFacts.Of(method, path);
        operation.OperationId = IdOf(method, path);
        foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>().Where(parameter => parameter.In == ParameterLocation.Query) ?? [])
            parameter.Name = JsonNamingCamelCase(parameter.Name!);
        if (known?.Example is { } example && operation.RequestBody?.Content is { } body)
        {
            foreach (var media in body.Values)
                media.Example = example.DeepClone();
        }

        var keepsKeys = HttpMethods.IsPost(method) && IdempotencyMiddleware.Keeps(metadata);
        if (keepsKeys)
            (operation.Parameters ??= []).Add(IdempotencyKey());
        var policies = metadata.OfType<IAuthorizeData>().Select(authorize => authorize.Policy).OfType<string>().Distinct().ToList();
        var option = metadata.OfType<LicenceRequirement>().FirstOrDefault()?.Option;
        operation.Description = DescriptionOf(policies, option);
        if (policies.Count > 0)
            operation.Security = [new() { [new OpenApiSecuritySchemeReference(ApiDocument.TokenScheme, context.Document)] = [] }];

        operation.Responses ??= [];
        var hasInput = operation.RequestBody is not null || operation.Parameters?.Any(parameter => parameter.In != ParameterLocation.Path) == true;
        Add("400", "Bad input: the field and the rule that it broke.", hasInput);
        Add("401", "No token, or one that is not good any more.", policies.Count > 0);
        Add("402", $"The site has no licence with the option `{option}`.", option is not null);
        Add("403", policies.Contains(Permission.Device) ? "Not a device." : "The caller's roles or scopes do not include it.", policies.Count > 0);
        Add("404", "Unknown, or another organisation's.", path.Contains('{', StringComparison.Ordinal));
        string[] conflicts = [.. known?.Conflicts ?? [], .. keepsKeys ? ["unfinished"] : Array.Empty<string>()];
        Add("409", $"`{string.Join("`, `", conflicts)}`", conflicts.Length > 0);
        Add("429", "Too many requests; `Retry-After` tells how many seconds to wait.", true);
        Add("503", "The database is away; `Retry-After` tells how many seconds to wait.", true);
        return Task.CompletedTask;

        void Add(string status, string description, bool applies)
        {
            if (applies)
                operation.Responses.TryAdd(status, new OpenApiResponse { Description = description, Content = ErrorMedia.ToDictionary(media => media, _ => Problem(context.Document)) });
        }
    }

    private static OpenApiParameter IdempotencyKey() => new()
    {
        Name = IdempotencyMiddleware.Header,
        In = ParameterLocation.Header,
        Description = "Up to 100 characters of your own. The same request with the same key again, within two days, is answered as the first was, and nothing is done twice.",
        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
    };

    private static OpenApiMediaType Problem(OpenApiDocument? document) => new() { Schema = new OpenApiSchemaReference(ApiDocument.ProblemSchema, document) };

    private static string DescriptionOf(List<string> policies, string? option)
    {
        var text = new StringBuilder(policies switch
        {
            [] => "For everybody.",
            [Permission.Device] => "For devices.",
            _ => $"Needs the permission `{string.Join("`, `", policies)}`.",
        });
        return option is null ? text.ToString() : text.Append(CultureInfo.InvariantCulture, $" Needs a licence with the option `{option}`.").ToString();
    }

    // GET /api/v1/sites/{siteId}/live becomes getSitesBySiteIdLive.
    private static string IdOf(string method, string path) => method.ToLowerInvariant() + string.Concat(path
        .Split('/', StringSplitOptions.RemoveEmptyEntries).Skip(2)
        .Select(part => part.StartsWith('{') ? "By" + Pascal(part.Trim('{', '}')) : string.Concat(part.Split('-', '.').Select(Pascal))));

    private static string Pascal(string word) => char.ToUpperInvariant(word[0]) + word[1..];

    private static string JsonNamingCamelCase(string name) => name.Contains('-', StringComparison.Ordinal) ? name : char.ToLowerInvariant(name[0]) + name[1..];
}
