// The same for what links gRPC.
#include <grpcpp/grpcpp.h>

#include "entente/v1/exchange.grpc.pb.h"
#include "precompiled.h"
