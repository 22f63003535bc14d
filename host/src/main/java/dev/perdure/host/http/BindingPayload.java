package dev.perdure.host.http;

import dev.perdure.host.links.LinkVerb;

/** The client binding: the one JSON text from which a Durable Functions client of any language finds this host. */
final class BindingPayload {

    private BindingPayload() {}

    /** The binding with every field of the contract, none left out. Its codes open every instance, one verb each. */
    static byte[] of(ManagementLinks links) {
        return JsonText.write(json -> {
            json.writeStartObject();
            json.writeStringField("taskHubName", links.taskHub());
            json.writeNullField("connectionName");
            json.writeObjectFieldStart("creationUrls");
            json.writeStringField("createNewInstancePostUri", links.startTemplate(""));
            json.writeStringField(
                    "createAndWaitOnNewInstancePostUri",
                    links.startTemplate("timeout={timeoutInSeconds}&pollingInterval={intervalInSeconds}"));
            json.writeEndObject();
            json.writeObjectFieldStart("managementUrls");
            links.writeTemplates(json);
            json.writeEndObject();
            json.writeStringField("baseUrl", links.base());
            json.writeStringField("requiredQueryStringParameters", links.codes().parameter(LinkVerb.ENTITIES, null));
            json.writeStringField("rpcBaseUrl", links.origin() + ApiPath.RPC_BASE + "/");
            json.writeNullField("httpBaseUrl");
            json.writeEndObject();
        });
    }
}
