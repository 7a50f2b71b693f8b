using Unbraid.Inference;
using Unbraid.Separation;
using Unbraid.Separation.Catalogue;
using Unbraid.Service.Telemetry;

namespace Unbraid.Service.Features.Stems;

/// <summary>Whether songs can be taken apart: the engine's kernels run here, and the installed models are whole.</summary>
internal static class StemReadiness
{
    public static void AddStemReadiness(this IServiceCollection services)
    {
        services.AddReadiness("kernels", _ => KernelComplaint());
        services.AddReadiness("models", _ => ModelComplaint(new ModelStore(ModelSettings.FromEnvironment())));
    }

    private static string? KernelComplaint()
    {
        try
        {
            KernelSelection.Default();
            return null;
        }
        catch (Exception)
        {
            return $"{KernelSelection.Variable} names kernels that do not run on this machine.";
        }
    }

    private static string? ModelComplaint(ModelStore store)
    {
        var broken = ModelCatalogue.Models.Where(model => model.BuiltIn || store.IsInstalled(model)).Where(model => !IsWhole(store, model)).ToList();
        return broken.Count == 0
            ? null
            : $"Missing or not whole: {string.Join(", ", broken.Select(model => model.Name))}; 'unbraid models verify' tells more.";
    }

    private static bool IsWhole(ModelStore store, CatalogueModel model) =>
        model.Files.All(file => new FileInfo(store.PathOf(model, file)) is { Exists: true } found && file.MayHave(found.Length));
}
