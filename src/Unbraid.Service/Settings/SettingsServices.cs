using Microsoft.Extensions.Options;

namespace Unbraid.Service.Settings;

internal static class SettingsServices
{
    /// <summary>Each group as itself and as options; they were checked when they were read, and do not change while the service runs.</summary>
    public static void AddSettings(this IServiceCollection services, ServiceSettings settings)
    {
        services.AddSingleton(settings);
        foreach (var group in Setting.Groups)
        {
            services.AddSingleton(group, ((IServiceProvider)settings).GetService(group)!);
            services.AddSingleton(typeof(IOptions<>).MakeGenericType(group), typeof(OptionsWrapper<>).MakeGenericType(group));
        }
    }
}
